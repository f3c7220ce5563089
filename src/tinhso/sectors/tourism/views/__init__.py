"""The pages of tourism: those that anybody reads, and those of its officials."""
