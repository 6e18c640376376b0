"""Fetching: the one client that opens connections to addresses which strangers named.

Public addresses only, each redirect checked again, the address that was checked is the one that is connected to; bytes,
seconds and redirects are bounded while they arrive; robots.txt is heeded; no host gets more than two requests at once,
or two within five seconds, whatever number of workers asks. import-linter holds that nothing else opens a connection.
"""
