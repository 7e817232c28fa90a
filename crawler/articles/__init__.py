"""What the articles of a store are asked and told: questions, upkeep of the files behind them, clusters of one story."""
