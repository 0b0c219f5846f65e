CREATE TABLE `nonces` (
	`nonce` text PRIMARY KEY NOT NULL,
	`expires` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `nonces_by_expiry` ON `nonces` (`expires`);