"""Many members, their summary and their run folder."""
