"""How an accepted article reaches the index exactly once: receipts, waiting sets, leases, doorbells, the sweeper."""
