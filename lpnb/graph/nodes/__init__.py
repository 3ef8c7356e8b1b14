"""The node kinds that are pure computation, one file each. Sources and learning rules live in their own layers."""
