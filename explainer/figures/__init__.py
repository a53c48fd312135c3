"""Stage 4: the model's values into figures: what is drawn, its table, its words and sources."""
