"""What makes the data findable and citable: catalogue (DCAT), descriptions (VoID, service), dumps, sitemap."""
