"""Models of the domain, which every service, the command line, the index and the page use."""
