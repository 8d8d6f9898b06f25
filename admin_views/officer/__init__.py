"""What officers see: their queues, the cases in them, the companies."""
