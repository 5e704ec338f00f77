# Splits a MIME multipart message: each part's body goes to a file of its own in `dir`, and a line "file type encoding"
# is printed. RFC 2045 and 2046, without nesting.
function flush_header() {
  if (tolower(header) ~ /^content-type:/) {
    type = tolower(header)
    sub(/^content-type:[ \t]*/, "", type)
    sub(/[ \t;].*/, "", type)
    if (match(header, /[Bb][Oo][Uu][Nn][Dd][Aa][Rr][Yy]=/)) {
      found = substr(header, RSTART + RLENGTH)
      if (found ~ /^"/) { found = substr(found, 2); sub(/".*/, "", found) } else sub(/[; \t].*/, "", found)
      if (boundary == "") boundary = found
    }
  }
  if (tolower(header) ~ /^content-transfer-encoding:/) {
    encoding = tolower(header)
    sub(/^[^:]*:[ \t]*/, "", encoding)
    sub(/[ \t;].*/, "", encoding)
  }
  header = ""
}
function begin_part() { in_header = 1; type = "text/plain"; encoding = "8bit"; header = ""; lines = 0 }
function end_part() { if (file != "") { close(file); print file, type, encoding }; file = "" }
BEGIN { begin_part(); preamble = 1 }
{ sub(/\r$/, "") }
boundary != "" && ($0 == "--" boundary || $0 == "--" boundary "--") {
  end_part()
  preamble = ($0 == "--" boundary "--")
  begin_part()
  in_header = !preamble
  next
}
in_header && $0 == "" { flush_header(); in_header = 0; if (!preamble) { file = sprintf("%s/part-%03d", dir, ++parts); printf "" > file }; next }
in_header && /^[ \t]/ { header = header " " $0; next }
in_header { flush_header(); header = $0; next }
# The line break before a boundary belongs to the boundary, but a text that lost its last one reads the same.
!preamble && file != "" { print > file }
END { end_part() }
