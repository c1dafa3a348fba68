"""Documents to facts to RDF: readers, profiles, recognition, mapping. Start with `loaders.pipeline`."""
