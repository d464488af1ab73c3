# Each target is a word of ./suite; the variables are ADDONS, TAGS, BENCH, PORT, FIX.
COMMANDS := run demo test lint bench core-test topology i18n shots shell psql lock setup stop clean help

$(COMMANDS):
	@./suite $@ $(foreach name,ADDONS TAGS BENCH PORT FIX CHECK,$(if $($(name)),$(name)="$($(name))"))

.PHONY: $(COMMANDS)
.DEFAULT_GOAL := help
