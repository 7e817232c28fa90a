"""The articles of a store: queries, upkeep of the files behind them, clusters of one story."""
