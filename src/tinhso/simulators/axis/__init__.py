"""A stand-in of the national document axis: agencies, documents with their states; send, list, get, acknowledge."""
