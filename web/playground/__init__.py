"""The playground: one page that plays both chats of the demo, shows what happened inside, and moves the clock."""
