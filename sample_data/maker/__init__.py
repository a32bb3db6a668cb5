"""How the sample folder is made. Read in this order: world, people, story, script, exports, exports_ru, papers."""
