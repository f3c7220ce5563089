"""Tourism (du lịch): places to see and places to stay."""
