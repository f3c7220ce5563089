"""The queue of one-stop centres: halls, counters, tickets, appointments, calls, waiting times."""
