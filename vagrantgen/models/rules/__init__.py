"""The rules between the machines of a lab, and between machines and networks."""
