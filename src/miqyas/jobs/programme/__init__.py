"""What joins the areas of the programme with one another and with what is computed."""
