"""What SQL cannot say: ranges."""
