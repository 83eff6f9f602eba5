"""What a committed stack file would change, judged and told: for people and reviews."""
