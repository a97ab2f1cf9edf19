"""Everything that talks to people: the command line, the conversation, rendering and configuration."""
