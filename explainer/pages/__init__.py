"""Stage 5: model, figures and prose into pages: address, template and what the template shows."""
