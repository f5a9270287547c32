"""The parts that every screen is built of: one look, one way to be touched, no logic of their own."""
