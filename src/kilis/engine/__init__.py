"""How a day passes."""
