"""One file per outside source, each making Kilis tables."""
