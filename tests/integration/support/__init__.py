"""Real components for tests: an engine, a broker, the simulator, and docker-monitor itself."""
