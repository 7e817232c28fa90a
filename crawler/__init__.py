"""The application: discovers, fetches, archives, cleans, stores and reports."""
