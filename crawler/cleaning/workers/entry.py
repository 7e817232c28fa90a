"""What the fork server loads and runs for the workers, by name: the main process loads none of it."""

PRELOAD = ("crawler.cleaning.workers.process", "crawler.cleaning.recurring.learn")
CLEAN = "crawler.cleaning.workers.process.serve_tasks"
LEARN = "crawler.cleaning.workers.process.learn_inputs"
