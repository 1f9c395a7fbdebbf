// Prints sumdb.json: what golang.org/x/mod/sumdb/tlog and note (0.7.0, as in Debian's
// golang-golang-x-mod-dev) compute over 66,000 leaves "leaf 0", "leaf 1" and so on, in tiles of
// height 8. Run it as GO111MODULE=off GOPATH=/usr/share/gocode go run sumdb.go > sumdb.json
package main

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type storage []tlog.Hash

func (s storage) ReadHashes(index []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(index))
	for i, x := range index {
		out[i] = s[x]
	}
	return out, nil
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func b64(hashes []tlog.Hash) []string {
	out := []string{}
	for _, h := range hashes {
		out = append(out, base64.StdEncoding.EncodeToString(h[:]))
	}
	return out
}

func main() {
	const size = 66000
	var s storage
	for i := int64(0); i < size; i++ {
		hashes, err := tlog.StoredHashes(i, []byte(fmt.Sprintf("leaf %d", i)), s)
		must(err)
		s = append(s, hashes...)
	}
	out := map[string]any{}
	roots := map[string]string{}
	for _, n := range []int64{1, 2, 3, 7, 8, 255, 256, 257, 511, 512, 513, 1000, 65535, 65536, 65537, 66000} {
		h, err := tlog.TreeHash(n, s)
		must(err)
		roots[fmt.Sprint(n)] = base64.StdEncoding.EncodeToString(h[:])
	}
	out["roots"] = roots
	tiles := map[string]string{}
	last := map[string]tlog.Tile{} // NewTiles lists every width that a partial tile grew through
	for _, t := range tlog.NewTiles(8, 0, size) {
		last[fmt.Sprint(t.L, t.N)] = t
	}
	for _, t := range last {
		if t.L == 0 && t.W == 256 && t.N%40 != 0 {
			continue
		}
		data, err := tlog.ReadTileData(t, s)
		must(err)
		sum := sha256.Sum256(data)
		tiles[strings.Replace(t.Path(), "tile/8/", "tile/", 1)] = hex.EncodeToString(sum[:])
	}
	out["tiles"] = tiles
	out["tile_count"] = len(last)
	inclusion := []map[string]any{}
	for _, c := range [][2]int64{{1, 0}, {2, 1}, {7, 6}, {257, 256}, {257, 0}, {1000, 700}, {65537, 65536}, {66000, 0}, {66000, 12345}, {66000, 65999}} {
		p, err := tlog.ProveRecord(c[0], c[1], s)
		must(err)
		inclusion = append(inclusion, map[string]any{"size": c[0], "index": c[1], "proof": b64(p)})
	}
	out["inclusion"] = inclusion
	consistency := []map[string]any{}
	for _, c := range [][2]int64{{1, 1}, {2, 1}, {7, 6}, {257, 256}, {512, 256}, {1000, 513}, {65537, 65536}, {66000, 1}, {66000, 257}, {66000, 65535}, {66000, 65537}} {
		p, err := tlog.ProveTree(c[0], c[1], s)
		must(err)
		consistency = append(consistency, map[string]any{"size": c[0], "old": c[1], "proof": b64(p)})
	}
	out["consistency"] = consistency

	h, err := tlog.TreeHash(1000, s)
	must(err)
	skey := "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
	signer, err := note.NewSigner(skey)
	must(err)
	text := "PeterNeumann\n1000\n" + base64.StdEncoding.EncodeToString(h[:]) + "\n"
	signed, err := note.Sign(&note.Note{Text: text}, signer)
	must(err)
	out["checkpoint"] = string(signed)
	enc := json.NewEncoder(os.Stdout)
	enc.SetIndent("", " ")
	enc.SetEscapeHTML(false)
	must(enc.Encode(out))
}
