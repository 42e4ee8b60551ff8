"""The only room that talks to Azure: sign-in, clouds, transports, one reader a service."""
