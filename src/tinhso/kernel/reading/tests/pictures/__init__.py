"""Pictures of papers, made by a program: what a telephone or a scanner makes of a sheet, well or badly."""
