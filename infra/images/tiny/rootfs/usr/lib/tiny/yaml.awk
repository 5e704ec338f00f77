# Reads the YAML that cloud-config, meta-data and network-config are written in, and prints it as shell assignments:
# users: [{name: a}] becomes P_keys, P_users_n=1, P_users_0_keys, P_users_0_name='a' (P: `prefix`). Key characters outside
# [A-Za-z0-9] become _. Known: block and flow maps and lists, JSON, all three kinds of scalars, | and > blocks, comments.
# Not known: anchors, tags, complex keys.
function quoted(s) { gsub(/'/, "'\\''", s); return "'" s "'" }
function put(path, value) { print path "=" quoted(value) }
function child(path, key) { gsub(/[^A-Za-z0-9]/, "_", key); if (!((path, key) in seen)) { seen[path, key] = 1; print path "_keys=\"${" path "_keys-} " key "\"" }; return path "_" key }
function flush() { if (pending) { put(pending_path, pending_value); pending = 0 } }
function here() { return depth == 0 ? prefix : node[depth] }

# --- scalars
function unescape(s,   out, i, c) {
  out = ""
  while (i = index(s, "\\")) {
    out = out substr(s, 1, i - 1)
    c = substr(s, i + 1, 1)
    s = substr(s, i + 2)
    if (c == "n") out = out "\n"
    else if (c == "t") out = out "\t"
    else if (c == "r") out = out "\r"
    else if (c == "e") out = out "\033"
    else if (c == "x") { out = out sprintf("%c", hex(substr(s, 1, 2))); s = substr(s, 3) }
    else if (c == "u") { out = out utf8(hex(substr(s, 1, 4))); s = substr(s, 5) }
    else if (c == "0" || c == "a" || c == "b" || c == "f" || c == "v") out = out ""
    else out = out c
  }
  return out s
}
function hex(s,   n, i) { n = 0; s = tolower(s); for (i = 1; i <= length(s); i++) n = n * 16 + index("0123456789abcdef", substr(s, i, 1)) - 1; return n }
function octet(n) { return sprintf("%c", n) }
function utf8(n) {
  if (n < 128) return octet(n)
  if (n < 2048) return octet(192 + int(n / 64)) octet(128 + n % 64)
  return octet(224 + int(n / 4096)) octet(128 + int(n / 64) % 64) octet(128 + n % 64)
}
function double_quoted_length(s) { return match(s, /^"([^"\\]|\\.)*"/) ? RLENGTH : 0 }
function single_quoted_length(s) { return match(s, /^'([^']|'')*'/) ? RLENGTH : 0 }
function scalar(s,   n) {
  if (s ~ /^"/ && (n = double_quoted_length(s))) return unescape(substr(s, 2, n - 2))
  if (s ~ /^'/ && (n = single_quoted_length(s))) { s = substr(s, 2, n - 2); gsub(/''/, "'", s); return s }
  return plain(s)
}
function plain(s) {
  if (s ~ /^#/) return ""
  sub(/[ \t]+#.*$/, "", s)
  sub(/[ \t]+$/, "", s)
  return s == "~" || s == "null" ? "" : s
}

# --- flow collections: the whole of one is in F, at is the next character
function skip() { while (substr(F, at, 1) ~ /[ \t,]/) at++ }
function flow(path,   c, n, key, before) {
  skip()
  c = substr(F, at, 1)
  if (c == "[") {
    at++
    n = 0
    for (skip(); at <= length(F) && substr(F, at, 1) != "]"; skip()) {
      before = at
      flow(path "_" n++)
      # A bracket that closes nothing must not hold up the boot.
      if (at == before) at++
    }
    at++
    print path "_n=" n
  } else if (c == "{") {
    at++
    for (skip(); at <= length(F) && substr(F, at, 1) != "}"; skip()) {
      before = at
      key = child(path, flow_scalar(1))
      skip()
      if (substr(F, at, 1) == ":") { at++; flow(key) } else put(key, "")
      if (at == before) at++
    }
    at++
  } else put(path, flow_scalar(0))
}
function flow_scalar(is_key,   rest, n) {
  rest = substr(F, at)
  if (rest ~ /^"/) n = double_quoted_length(rest)
  else if (rest ~ /^'/) n = single_quoted_length(rest)
  else if (is_key) n = match(rest, /(:([ \t]|$)|[],}])/) ? RSTART - 1 : length(rest)
  else n = match(rest, /[],}]/) ? RSTART - 1 : length(rest)
  if (n == 0 && rest ~ /^["']/) n = length(rest)
  at += n
  return scalar(substr(rest, 1, n))
}
# How many brackets are still open at the end of s; a # after a space ends it.
function open_brackets(s,   n, c, rest, skipped) {
  n = 0
  while (match(s, /[][{}"'#]/)) {
    c = substr(s, RSTART, 1)
    rest = substr(s, RSTART)
    skipped = 1
    if (c == "[" || c == "{") n++
    else if (c == "]" || c == "}") n--
    else if (c == "\"") skipped = double_quoted_length(rest)
    else if (c == "'") skipped = single_quoted_length(rest)
    else if (RSTART == 1 || substr(s, RSTART - 1, 1) == " ") return n
    if (skipped == 0) return n
    s = substr(rest, skipped + 1)
  }
  return n
}

# --- block structure: a stack of lists and maps, each with its column
function begin_item(column) {
  while (depth > 0 && columns[depth] > column) depth--
  if (depth == 0 || kinds[depth] != "list" || columns[depth] != column) {
    bases[depth + 1] = here()
    depth++
    kinds[depth] = "list"
    columns[depth] = column
    counts[depth] = 0
  }
  node[depth] = bases[depth] "_" counts[depth]++
  print bases[depth] "_n=" counts[depth]
}
function begin_key(column, key) {
  while (depth > 0 && (columns[depth] > column || (kinds[depth] == "list" && columns[depth] >= column))) depth--
  if (depth == 0 || kinds[depth] != "map" || columns[depth] != column) {
    bases[depth + 1] = here()
    depth++
    kinds[depth] = "map"
    columns[depth] = column
  }
  node[depth] = child(bases[depth], key)
}
function begin_value(s, column) {
  if (s ~ /^[|>][-+0-9]*([ \t]+#.*)?$/) {
    block = 1
    block_path = here()
    block_folds = s ~ /^>/
    block_chomp = s ~ /^.[0-9]*-/ ? "-" : s ~ /^.[0-9]*\+/ ? "+" : ""
    block_parent = column
    block_column = match(s, /[1-9]/) ? column + substr(s, RSTART, 1) : -1
    block_text = ""
  } else if (s ~ /^[[{]/) { if (open_brackets(s) > 0) more = s; else { F = s; at = 1; flow(here()) } }
  else if (s ~ /^"/ && !double_quoted_length(s)) more_text = s
  else if (s ~ /^['"]/) put(here(), scalar(s))
  else { pending = 1; pending_path = here(); pending_value = plain(s) }
}
function end_block(   end) {
  end = ""
  if (match(block_text, /\n+$/)) { end = substr(block_text, RSTART); block_text = substr(block_text, 1, RSTART - 1) }
  if (block_folds) block_text = fold(block_text)
  put(block_path, block_text (block_chomp == "-" ? "" : block_chomp == "+" ? end : block_text == "" ? "" : "\n"))
  block = 0
}
# Single line breaks become spaces, except around lines that are indented further.
function fold(s,   lines, n, i, out, blank) {
  n = split(s, lines, "\n")
  out = lines[1]
  blank = 0
  for (i = 2; i <= n; i++) {
    if (lines[i] == "") { blank++; out = out "\n"; continue }
    if (lines[i] ~ /^ / || lines[i - 1] ~ /^ /) out = out "\n" lines[i]
    else out = out (blank ? "" : " ") lines[i]
    blank = 0
  }
  return out
}
function key_length(s) {
  if (s ~ /^"/) return match(s, /^"([^"\\]|\\.)*"[ ]*:([ \t]|$)/) ? double_quoted_length(s) : 0
  if (s ~ /^'/) return match(s, /^'([^']|'')*'[ ]*:([ \t]|$)/) ? single_quoted_length(s) : 0
  if (s ~ /^[[{#|>]/) return 0
  return match(s, /:([ \t]|$)/) ? RSTART - 1 : 0
}

{ sub(/\r$/, "") }
{ match($0, /^ */); column = RLENGTH; text = substr($0, column + 1) }
block {
  if (text == "") { block_text = block_text "\n"; next }
  if (block_column < 0 && column > block_parent) block_column = column
  if (block_column >= 0 && column >= block_column) { block_text = block_text substr($0, block_column + 1) "\n"; next }
  end_block()
}
more != "" { more = more " " text; if (open_brackets(more) <= 0) { F = more; at = 1; more = ""; flow(here()) }; next }
more_text != "" {
  if (text == "") more_text = more_text "\\n"
  else if (more_text ~ /\\$/) more_text = substr(more_text, 1, length(more_text) - 1) text
  else more_text = more_text (more_text ~ /\\n$/ ? "" : " ") text
  if (double_quoted_length(more_text)) { put(here(), scalar(more_text)); more_text = "" }
  next
}
text == "" || text ~ /^#/ || (column == 0 && text ~ /^(---|\.\.\.|%)/) { next }
{
  item = 0
  while (text ~ /^-([ \t]|$)/) {
    flush()
    item = 1
    begin_item(column)
    parent = column
    match(text, /^-[ \t]*/)
    column += RLENGTH
    text = substr(text, RLENGTH + 1)
    if (text ~ /^#/) text = ""
    if (text == "") next
  }
  if (n = key_length(text)) {
    flush()
    begin_key(column, scalar(substr(text, 1, n)))
    rest = substr(text, n + 1)
    sub(/^[ ]*:[ \t]*/, "", rest)
    if (rest != "" && rest !~ /^#/) begin_value(rest, column)
  } else if (item) begin_value(text, parent)
  else if (pending) pending_value = pending_value " " plain(text)
  else begin_value(text, column - 1)
}
END { if (block) end_block(); flush() }
