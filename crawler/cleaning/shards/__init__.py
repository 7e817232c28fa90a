"""Archives in parts that workers read, clean and hand back by themselves, on this machine or on a Dask cluster."""
