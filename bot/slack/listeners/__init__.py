"""What people do in Slack, each by its listener."""
