"""`khyber clean` whole: inputs, workers that can be killed, learning what recurs, archives cleaned again, output."""
