"""costeff: what mesenchymal stem cell therapy is worth in immune-mediated bone marrow failure."""

__version__ = "0.1.0"
