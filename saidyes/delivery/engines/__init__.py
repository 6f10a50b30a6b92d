"""How the wheel is kept turning."""
