# Each target is a word of ./suite; the variables are ADDONS, TAGS, BENCH, PORT, FIX, COUNT, SEED.
COMMANDS := run demo test lint dialect bench core-test release-db topology mutants i18n shots pages robot shell psql lock setup stop clean help

$(COMMANDS):
	@./suite $@ $(foreach name,ADDONS TAGS BENCH PORT FIX CHECK COUNT SEED,$(if $($(name)),$(name)="$($(name))"))

.PHONY: $(COMMANDS)
.DEFAULT_GOAL := help
