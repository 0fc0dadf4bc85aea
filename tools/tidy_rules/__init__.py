"""The rules that tools/tidy checks; ARCHITECTURE.md and CONTRIBUTING.md say why each stands."""
