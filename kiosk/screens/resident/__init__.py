"""What a resident sees, from home to the receipt, and progress and rating."""
