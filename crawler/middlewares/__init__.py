"""What stands between the spider and the network: settings, limits and guards, one module each.

Every request that ends here ends with a reason: `Refused`, which the spider's errback turns into an outcome.
"""
