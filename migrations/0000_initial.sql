CREATE TABLE `citations` (
	`key` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text COLLATE NOCASE NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`revision` integer NOT NULL,
	`render_version` integer NOT NULL,
	`item` text COLLATE NOCASE,
	`instrument` text COLLATE NOCASE,
	`position` integer NOT NULL,
	`url` text,
	`url_normalized` text,
	`host` text,
	`text` text,
	`title` text,
	`publisher` text COLLATE NOCASE,
	`published_on` text,
	`published_on_start` text DEFAULT '' NOT NULL,
	`published_on_end` text DEFAULT '' NOT NULL,
	`language` text COLLATE NOCASE,
	`archived_url` text,
	`locator` text,
	`state` text NOT NULL,
	FOREIGN KEY (`item`) REFERENCES `items`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`instrument`) REFERENCES `instruments`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "citations_owner" CHECK(("citations"."item" is null) <> ("citations"."instrument" is null)),
	CONSTRAINT "citations_reference" CHECK("citations"."url" is not null or "citations"."text" is not null),
	CONSTRAINT "citations_state_vocabulary" CHECK("state" in ('draft', 'published'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `citations_id_unique` ON `citations` (`id`);--> statement-breakpoint
CREATE INDEX `citations_by_item` ON `citations` (`item`,`position`);--> statement-breakpoint
CREATE INDEX `citations_by_instrument` ON `citations` (`instrument`,`position`);--> statement-breakpoint
CREATE INDEX `citations_by_url` ON `citations` (`url`);--> statement-breakpoint
CREATE INDEX `citations_by_url_normalized` ON `citations` (`url_normalized`);--> statement-breakpoint
CREATE INDEX `citations_by_host` ON `citations` (`host`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `citations_by_text` ON `citations` (`text`);--> statement-breakpoint
CREATE INDEX `citations_by_title` ON `citations` (`title`);--> statement-breakpoint
CREATE INDEX `citations_by_publisher` ON `citations` (`publisher`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `citations_by_published_on` ON `citations` (`state`,`published_on_start`,`id`);--> statement-breakpoint
CREATE INDEX `citations_by_language` ON `citations` (`state`,`language`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `citations_by_archived_url` ON `citations` (`archived_url`);--> statement-breakpoint
CREATE INDEX `citations_by_locator` ON `citations` (`locator`);--> statement-breakpoint
CREATE INDEX `citations_by_id` ON `citations` (`state`,`id`);--> statement-breakpoint
CREATE INDEX `citations_by_created_at` ON `citations` (`state`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `citations_by_updated_at` ON `citations` (`state`,`updated_at`,`id`);--> statement-breakpoint
CREATE TABLE `events` (
	`key` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text COLLATE NOCASE NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`revision` integer NOT NULL,
	`render_version` integer NOT NULL,
	`instrument` text COLLATE NOCASE NOT NULL,
	`type` text NOT NULL,
	`date` text,
	`date_start` text DEFAULT '' NOT NULL,
	`date_end` text DEFAULT '' NOT NULL,
	`note` text,
	`item` text COLLATE NOCASE,
	`state` text NOT NULL,
	FOREIGN KEY (`instrument`) REFERENCES `instruments`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`item`) REFERENCES `items`(`id`) ON UPDATE no action ON DELETE set null,
	CONSTRAINT "events_type_vocabulary" CHECK("type" in ('planned', 'drafted', 'comment_opened', 'comment_closes', 'adopted', 'published', 'in_force', 'applies', 'amended', 'suspended', 'resumed', 'expires', 'repealed', 'withdrawn', 'decided', 'overturned', 'compliance_deadline', 'other')),
	CONSTRAINT "events_state_vocabulary" CHECK("state" in ('draft', 'published'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `events_id_unique` ON `events` (`id`);--> statement-breakpoint
CREATE INDEX `events_by_date` ON `events` (`state`,`date_start`,`id`);--> statement-breakpoint
CREATE INDEX `events_by_type` ON `events` (`state`,`type`,`date_start`,`id`);--> statement-breakpoint
CREATE INDEX `events_by_instrument` ON `events` (`instrument`,`date_start`,`id`);--> statement-breakpoint
CREATE INDEX `events_by_item` ON `events` (`item`,`date_start`,`id`);--> statement-breakpoint
CREATE INDEX `events_by_note` ON `events` (`note`);--> statement-breakpoint
CREATE INDEX `events_by_id` ON `events` (`state`,`id`);--> statement-breakpoint
CREATE INDEX `events_by_created_at` ON `events` (`state`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `events_by_updated_at` ON `events` (`state`,`updated_at`,`id`);--> statement-breakpoint
CREATE TABLE `instrument_issuing_bodies` (
	`owner` text COLLATE NOCASE NOT NULL,
	`position` integer NOT NULL,
	`target` text COLLATE NOCASE NOT NULL,
	`role` text NOT NULL,
	PRIMARY KEY(`owner`, `position`),
	FOREIGN KEY (`owner`) REFERENCES `instruments`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`target`) REFERENCES `issuing_bodies`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "instrument_issuing_bodies_role_vocabulary" CHECK("role" in ('issuer', 'drafter', 'approver'))
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `instrument_issuing_bodies_by_target` ON `instrument_issuing_bodies` (`target`,`owner`);--> statement-breakpoint
CREATE TABLE `instrument_listings` (
	`filter` text NOT NULL,
	`value` text COLLATE NOCASE NOT NULL,
	`scope` text NOT NULL,
	`day` text NOT NULL,
	`record` text COLLATE NOCASE NOT NULL,
	PRIMARY KEY(`filter`, `value`, `scope`, `day`, `record`),
	FOREIGN KEY (`record`) REFERENCES `instruments`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `instrument_listings_by_record` ON `instrument_listings` (`record`,`filter`);--> statement-breakpoint
CREATE TABLE `instrument_relations` (
	`owner` text COLLATE NOCASE NOT NULL,
	`position` integer NOT NULL,
	`type` text NOT NULL,
	`target` text COLLATE NOCASE NOT NULL,
	`locator` text,
	`date` text,
	`date_start` text DEFAULT '' NOT NULL,
	`date_end` text DEFAULT '' NOT NULL,
	PRIMARY KEY(`owner`, `position`),
	FOREIGN KEY (`owner`) REFERENCES `instruments`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`target`) REFERENCES `instruments`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "instrument_relations_type_vocabulary" CHECK("type" in ('amends', 'repeals', 'replaces', 'implements', 'based_on', 'interprets', 'corrects', 'consolidates', 'cites', 'plans', 'translation_of', 'part_of'))
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `instrument_relations_by_target` ON `instrument_relations` (`target`,`owner`);--> statement-breakpoint
CREATE TABLE `instrument_statuses` (
	`owner` text COLLATE NOCASE NOT NULL,
	`view` text NOT NULL,
	`from_day` text NOT NULL,
	`to_day` text NOT NULL,
	`status` text NOT NULL,
	PRIMARY KEY(`owner`, `view`, `from_day`),
	FOREIGN KEY (`owner`) REFERENCES `instruments`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "instrument_statuses_status_vocabulary" CHECK("status" in ('planned', 'draft', 'open_for_comment', 'adopted', 'in_force', 'suspended', 'expired', 'repealed', 'withdrawn', 'unknown'))
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `instrument_statuses_by_status` ON `instrument_statuses` (`view`,`status`,`from_day`,`to_day`,`owner`);--> statement-breakpoint
CREATE TABLE `instrument_topics` (
	`owner` text COLLATE NOCASE NOT NULL,
	`position` integer NOT NULL,
	`target` text COLLATE NOCASE NOT NULL,
	PRIMARY KEY(`owner`, `position`),
	FOREIGN KEY (`owner`) REFERENCES `instruments`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`target`) REFERENCES `topics`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `instrument_topics_by_target` ON `instrument_topics` (`target`,`owner`);--> statement-breakpoint
CREATE TABLE `instruments` (
	`key` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text COLLATE NOCASE NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`revision` integer NOT NULL,
	`render_version` integer NOT NULL,
	`title` text COLLATE NOCASE NOT NULL,
	`title_native` text,
	`aliases` text DEFAULT '[]' NOT NULL,
	`type` text NOT NULL,
	`local_type` text COLLATE NOCASE,
	`binding` integer,
	`number` text COLLATE NOCASE,
	`language` text COLLATE NOCASE,
	`url` text,
	`jurisdiction` text COLLATE NOCASE,
	`issued` text,
	`issued_start` text DEFAULT '' NOT NULL,
	`issued_end` text DEFAULT '' NOT NULL,
	`state` text NOT NULL,
	`first_published_at` text,
	`unpublished_at` text,
	FOREIGN KEY (`jurisdiction`) REFERENCES `jurisdictions`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "instruments_type_vocabulary" CHECK("type" in ('constitution', 'law', 'bill', 'amendment', 'regulation', 'directive', 'decision', 'rule', 'judicial_interpretation', 'opinion', 'standard', 'guideline', 'catalogue', 'plan', 'notice', 'treaty', 'judgment', 'other')),
	CONSTRAINT "instruments_state_vocabulary" CHECK("state" in ('draft', 'published'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `instruments_id_unique` ON `instruments` (`id`);--> statement-breakpoint
CREATE INDEX `instruments_by_issued` ON `instruments` (`state`,`issued_start`,`id`);--> statement-breakpoint
CREATE INDEX `instruments_by_title` ON `instruments` (`state`,`title`,`id`);--> statement-breakpoint
CREATE INDEX `instruments_by_title_native` ON `instruments` (`title_native`);--> statement-breakpoint
CREATE INDEX `instruments_by_type` ON `instruments` (`state`,`type`,`issued_start`,`id`);--> statement-breakpoint
CREATE INDEX `instruments_by_local_type` ON `instruments` (`local_type`,`issued_start`,`id`);--> statement-breakpoint
CREATE INDEX `instruments_by_binding` ON `instruments` (`state`,`binding`,`issued_start`,`id`);--> statement-breakpoint
CREATE INDEX `instruments_by_number` ON `instruments` (`number`);--> statement-breakpoint
CREATE INDEX `instruments_by_language` ON `instruments` (`state`,`language`,`issued_start`,`id`);--> statement-breakpoint
CREATE INDEX `instruments_by_url` ON `instruments` (`url`);--> statement-breakpoint
CREATE INDEX `instruments_by_jurisdiction` ON `instruments` (`jurisdiction`,`issued_start`,`id`);--> statement-breakpoint
CREATE INDEX `instruments_by_id` ON `instruments` (`state`,`id`);--> statement-breakpoint
CREATE INDEX `instruments_by_created_at` ON `instruments` (`state`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `instruments_by_updated_at` ON `instruments` (`state`,`updated_at`,`id`);--> statement-breakpoint
CREATE TABLE `issuing_bodies` (
	`key` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text COLLATE NOCASE NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`revision` integer NOT NULL,
	`render_version` integer NOT NULL,
	`name` text COLLATE NOCASE NOT NULL,
	`name_native` text,
	`acronym` text COLLATE NOCASE,
	`aliases` text DEFAULT '[]' NOT NULL,
	`kind` text NOT NULL,
	`jurisdiction` text COLLATE NOCASE,
	`parent` text COLLATE NOCASE,
	`website` text,
	`active_from` text,
	`active_from_start` text DEFAULT '' NOT NULL,
	`active_from_end` text DEFAULT '' NOT NULL,
	`active_to` text,
	`active_to_start` text DEFAULT '' NOT NULL,
	`active_to_end` text DEFAULT '' NOT NULL,
	`state` text NOT NULL,
	`first_published_at` text,
	`unpublished_at` text,
	FOREIGN KEY (`jurisdiction`) REFERENCES `jurisdictions`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`parent`) REFERENCES `issuing_bodies`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "issuing_bodies_kind_vocabulary" CHECK("kind" in ('legislature', 'government', 'ministry', 'regulator', 'court', 'procuratorate', 'police', 'standards_body', 'party', 'other')),
	CONSTRAINT "issuing_bodies_state_vocabulary" CHECK("state" in ('draft', 'published'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `issuing_bodies_id_unique` ON `issuing_bodies` (`id`);--> statement-breakpoint
CREATE INDEX `issuing_bodies_by_name` ON `issuing_bodies` (`state`,`name`,`id`);--> statement-breakpoint
CREATE INDEX `issuing_bodies_by_name_native` ON `issuing_bodies` (`name_native`);--> statement-breakpoint
CREATE INDEX `issuing_bodies_by_acronym` ON `issuing_bodies` (`acronym`);--> statement-breakpoint
CREATE INDEX `issuing_bodies_by_kind` ON `issuing_bodies` (`state`,`kind`,`name`,`id`);--> statement-breakpoint
CREATE INDEX `issuing_bodies_by_jurisdiction` ON `issuing_bodies` (`jurisdiction`,`name`,`id`);--> statement-breakpoint
CREATE INDEX `issuing_bodies_by_parent` ON `issuing_bodies` (`parent`,`name`,`id`);--> statement-breakpoint
CREATE INDEX `issuing_bodies_by_website` ON `issuing_bodies` (`website`);--> statement-breakpoint
CREATE INDEX `issuing_bodies_by_active_from` ON `issuing_bodies` (`state`,`active_from_start`,`id`);--> statement-breakpoint
CREATE INDEX `issuing_bodies_by_active_to` ON `issuing_bodies` (`state`,`active_to_start`,`id`);--> statement-breakpoint
CREATE INDEX `issuing_bodies_by_id` ON `issuing_bodies` (`state`,`id`);--> statement-breakpoint
CREATE INDEX `issuing_bodies_by_created_at` ON `issuing_bodies` (`state`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `issuing_bodies_by_updated_at` ON `issuing_bodies` (`state`,`updated_at`,`id`);--> statement-breakpoint
CREATE TABLE `issuing_body_names` (
	`name` text NOT NULL,
	`record` text COLLATE NOCASE NOT NULL,
	PRIMARY KEY(`name`, `record`),
	FOREIGN KEY (`record`) REFERENCES `issuing_bodies`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `issuing_body_names_by_record` ON `issuing_body_names` (`record`);--> statement-breakpoint
CREATE TABLE `issuing_body_successors` (
	`owner` text COLLATE NOCASE NOT NULL,
	`position` integer NOT NULL,
	`target` text COLLATE NOCASE NOT NULL,
	PRIMARY KEY(`owner`, `position`),
	FOREIGN KEY (`owner`) REFERENCES `issuing_bodies`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`target`) REFERENCES `issuing_bodies`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `issuing_body_successors_by_target` ON `issuing_body_successors` (`target`,`owner`);--> statement-breakpoint
CREATE TABLE `item_instruments` (
	`owner` text COLLATE NOCASE NOT NULL,
	`position` integer NOT NULL,
	`target` text COLLATE NOCASE NOT NULL,
	`role` text NOT NULL,
	PRIMARY KEY(`owner`, `position`),
	FOREIGN KEY (`owner`) REFERENCES `items`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`target`) REFERENCES `instruments`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "item_instruments_role_vocabulary" CHECK("role" in ('subject', 'amended', 'applied', 'mentioned'))
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `item_instruments_by_target` ON `item_instruments` (`target`,`owner`);--> statement-breakpoint
CREATE TABLE `item_issuing_bodies` (
	`owner` text COLLATE NOCASE NOT NULL,
	`position` integer NOT NULL,
	`target` text COLLATE NOCASE NOT NULL,
	`role` text NOT NULL,
	PRIMARY KEY(`owner`, `position`),
	FOREIGN KEY (`owner`) REFERENCES `items`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`target`) REFERENCES `issuing_bodies`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "item_issuing_bodies_role_vocabulary" CHECK("role" in ('issuer', 'drafter', 'enforcer', 'court', 'prosecutor', 'participant', 'mentioned'))
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `item_issuing_bodies_by_target` ON `item_issuing_bodies` (`target`,`owner`);--> statement-breakpoint
CREATE TABLE `item_listings` (
	`filter` text NOT NULL,
	`value` text COLLATE NOCASE NOT NULL,
	`scope` text NOT NULL,
	`day` text NOT NULL,
	`record` text COLLATE NOCASE NOT NULL,
	PRIMARY KEY(`filter`, `value`, `scope`, `day`, `record`),
	FOREIGN KEY (`record`) REFERENCES `items`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `item_listings_by_record` ON `item_listings` (`record`,`filter`);--> statement-breakpoint
CREATE TABLE `item_sources` (
	`owner` text COLLATE NOCASE NOT NULL,
	`position` integer NOT NULL,
	`target` text COLLATE NOCASE NOT NULL,
	`source_position` integer,
	PRIMARY KEY(`owner`, `position`),
	FOREIGN KEY (`owner`) REFERENCES `items`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`target`) REFERENCES `sources`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `item_sources_by_target` ON `item_sources` (`target`,`owner`);--> statement-breakpoint
CREATE TABLE `item_topics` (
	`owner` text COLLATE NOCASE NOT NULL,
	`position` integer NOT NULL,
	`target` text COLLATE NOCASE NOT NULL,
	PRIMARY KEY(`owner`, `position`),
	FOREIGN KEY (`owner`) REFERENCES `items`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`target`) REFERENCES `topics`(`id`) ON UPDATE no action ON DELETE no action
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `item_topics_by_target` ON `item_topics` (`target`,`owner`);--> statement-breakpoint
CREATE TABLE `items` (
	`key` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text COLLATE NOCASE NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`revision` integer NOT NULL,
	`render_version` integer NOT NULL,
	`title` text COLLATE NOCASE NOT NULL,
	`summary` text,
	`kind` text NOT NULL,
	`date` text,
	`date_start` text DEFAULT '' NOT NULL,
	`date_end` text DEFAULT '' NOT NULL,
	`jurisdiction` text COLLATE NOCASE,
	`language` text COLLATE NOCASE,
	`state` text NOT NULL,
	`first_published_at` text,
	`unpublished_at` text,
	FOREIGN KEY (`jurisdiction`) REFERENCES `jurisdictions`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "items_kind_vocabulary" CHECK("kind" in ('legislation', 'enforcement', 'case', 'other')),
	CONSTRAINT "items_state_vocabulary" CHECK("state" in ('draft', 'published'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `items_id_unique` ON `items` (`id`);--> statement-breakpoint
CREATE INDEX `items_by_date` ON `items` (`state`,`date_start`,`id`);--> statement-breakpoint
CREATE INDEX `items_by_title` ON `items` (`state`,`title`,`id`);--> statement-breakpoint
CREATE INDEX `items_by_kind` ON `items` (`state`,`kind`,`date_start`,`id`);--> statement-breakpoint
CREATE INDEX `items_by_jurisdiction` ON `items` (`jurisdiction`,`date_start`,`id`);--> statement-breakpoint
CREATE INDEX `items_by_language` ON `items` (`state`,`language`,`date_start`,`id`);--> statement-breakpoint
CREATE INDEX `items_by_id` ON `items` (`state`,`id`);--> statement-breakpoint
CREATE INDEX `items_by_created_at` ON `items` (`state`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `items_by_updated_at` ON `items` (`state`,`updated_at`,`id`);--> statement-breakpoint
CREATE TABLE `jurisdiction_ancestors` (
	`ancestor` text COLLATE NOCASE NOT NULL,
	`record` text COLLATE NOCASE NOT NULL,
	`visible` integer NOT NULL,
	PRIMARY KEY(`ancestor`, `record`),
	FOREIGN KEY (`ancestor`) REFERENCES `jurisdictions`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`record`) REFERENCES `jurisdictions`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `jurisdiction_ancestors_by_record` ON `jurisdiction_ancestors` (`record`);--> statement-breakpoint
CREATE TABLE `jurisdiction_names` (
	`name` text NOT NULL,
	`record` text COLLATE NOCASE NOT NULL,
	PRIMARY KEY(`name`, `record`),
	FOREIGN KEY (`record`) REFERENCES `jurisdictions`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `jurisdiction_names_by_record` ON `jurisdiction_names` (`record`);--> statement-breakpoint
CREATE TABLE `jurisdictions` (
	`key` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text COLLATE NOCASE NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`revision` integer NOT NULL,
	`render_version` integer NOT NULL,
	`name` text COLLATE NOCASE NOT NULL,
	`name_native` text,
	`level` text NOT NULL,
	`parent` text COLLATE NOCASE,
	`iso_3166` text COLLATE NOCASE,
	`gb_t_2260` text,
	`aliases` text DEFAULT '[]' NOT NULL,
	FOREIGN KEY (`parent`) REFERENCES `jurisdictions`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "jurisdictions_level_vocabulary" CHECK("level" in ('supranational', 'country', 'subdivision', 'city', 'zone'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `jurisdictions_id_unique` ON `jurisdictions` (`id`);--> statement-breakpoint
CREATE INDEX `jurisdictions_by_name` ON `jurisdictions` (`name`,`id`);--> statement-breakpoint
CREATE INDEX `jurisdictions_by_name_native` ON `jurisdictions` (`name_native`);--> statement-breakpoint
CREATE INDEX `jurisdictions_by_level` ON `jurisdictions` (`level`,`name`,`id`);--> statement-breakpoint
CREATE INDEX `jurisdictions_by_parent` ON `jurisdictions` (`parent`,`name`,`id`);--> statement-breakpoint
CREATE INDEX `jurisdictions_by_iso_3166` ON `jurisdictions` (`iso_3166`);--> statement-breakpoint
CREATE INDEX `jurisdictions_by_gb_t_2260` ON `jurisdictions` (`gb_t_2260`);--> statement-breakpoint
CREATE INDEX `jurisdictions_by_created_at` ON `jurisdictions` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `jurisdictions_by_updated_at` ON `jurisdictions` (`updated_at`,`id`);--> statement-breakpoint
CREATE TABLE `sources` (
	`key` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text COLLATE NOCASE NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`revision` integer NOT NULL,
	`render_version` integer NOT NULL,
	`title` text COLLATE NOCASE NOT NULL,
	`publisher` text COLLATE NOCASE,
	`published_on` text,
	`published_on_start` text DEFAULT '' NOT NULL,
	`published_on_end` text DEFAULT '' NOT NULL,
	`url` text,
	`language` text COLLATE NOCASE,
	`state` text NOT NULL,
	`first_published_at` text,
	`unpublished_at` text,
	CONSTRAINT "sources_state_vocabulary" CHECK("state" in ('draft', 'published'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sources_id_unique` ON `sources` (`id`);--> statement-breakpoint
CREATE INDEX `sources_by_published_on` ON `sources` (`state`,`published_on_start`,`id`);--> statement-breakpoint
CREATE INDEX `sources_by_title` ON `sources` (`state`,`title`,`id`);--> statement-breakpoint
CREATE INDEX `sources_by_publisher` ON `sources` (`publisher`,`published_on_start`,`id`);--> statement-breakpoint
CREATE INDEX `sources_by_url` ON `sources` (`url`);--> statement-breakpoint
CREATE INDEX `sources_by_language` ON `sources` (`state`,`language`,`published_on_start`,`id`);--> statement-breakpoint
CREATE INDEX `sources_by_id` ON `sources` (`state`,`id`);--> statement-breakpoint
CREATE INDEX `sources_by_created_at` ON `sources` (`state`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `sources_by_updated_at` ON `sources` (`state`,`updated_at`,`id`);--> statement-breakpoint
CREATE TABLE `topic_ancestors` (
	`ancestor` text COLLATE NOCASE NOT NULL,
	`record` text COLLATE NOCASE NOT NULL,
	`visible` integer NOT NULL,
	PRIMARY KEY(`ancestor`, `record`),
	FOREIGN KEY (`ancestor`) REFERENCES `topics`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`record`) REFERENCES `topics`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `topic_ancestors_by_record` ON `topic_ancestors` (`record`);--> statement-breakpoint
CREATE TABLE `topic_names` (
	`name` text NOT NULL,
	`record` text COLLATE NOCASE NOT NULL,
	PRIMARY KEY(`name`, `record`),
	FOREIGN KEY (`record`) REFERENCES `topics`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `topic_names_by_record` ON `topic_names` (`record`);--> statement-breakpoint
CREATE TABLE `topics` (
	`key` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text COLLATE NOCASE NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`revision` integer NOT NULL,
	`render_version` integer NOT NULL,
	`name` text COLLATE NOCASE NOT NULL,
	`description` text,
	`parent` text COLLATE NOCASE,
	`aliases` text DEFAULT '[]' NOT NULL,
	`state` text NOT NULL,
	`first_published_at` text,
	`unpublished_at` text,
	FOREIGN KEY (`parent`) REFERENCES `topics`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "topics_state_vocabulary" CHECK("state" in ('draft', 'published'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `topics_id_unique` ON `topics` (`id`);--> statement-breakpoint
CREATE INDEX `topics_by_name` ON `topics` (`state`,`name`,`id`);--> statement-breakpoint
CREATE INDEX `topics_by_parent` ON `topics` (`parent`,`name`,`id`);--> statement-breakpoint
CREATE INDEX `topics_by_id` ON `topics` (`state`,`id`);--> statement-breakpoint
CREATE INDEX `topics_by_created_at` ON `topics` (`state`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `topics_by_updated_at` ON `topics` (`state`,`updated_at`,`id`);--> statement-breakpoint
CREATE TABLE `api_keys` (
	`key` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`secret_hash` text NOT NULL,
	`scopes` text NOT NULL,
	`created_at` text NOT NULL,
	`expires_at` text,
	`revoked_at` text,
	`last_used_at` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_id_unique` ON `api_keys` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_secret_hash_unique` ON `api_keys` (`secret_hash`);--> statement-breakpoint
CREATE INDEX `api_keys_by_created_at` ON `api_keys` (`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `dataset` (
	`id` integer PRIMARY KEY NOT NULL,
	`revision` integer NOT NULL,
	`public_revision` integer NOT NULL,
	`labels_version` integer NOT NULL,
	`updated_at` text NOT NULL,
	`public_updated_at` text NOT NULL,
	`cursor_secret` text NOT NULL,
	CONSTRAINT "dataset_single_row" CHECK("dataset"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE `tombstones` (
	`resource` text NOT NULL,
	`id` text COLLATE NOCASE NOT NULL,
	`deleted_at` text NOT NULL,
	`was_public` integer NOT NULL,
	PRIMARY KEY(`resource`, `id`)
) WITHOUT ROWID;
