"""The workbench: a local page over folders of scenarios and runs."""
