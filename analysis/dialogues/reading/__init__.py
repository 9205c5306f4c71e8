"""What reading the seeds needs: the register, typed YAML, the anatomy of a page, the account of a build."""
