"""The portal's views, by what people come for."""
