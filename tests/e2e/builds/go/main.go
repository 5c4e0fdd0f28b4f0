// Asks SQLite, through cgo, what six times seven is.
package main

import (
	"database/sql"
	"fmt"
	"os"
	"runtime"

	_ "github.com/mattn/go-sqlite3"
)

func main() {
	db, err := sql.Open("sqlite3", ":memory:")
	if err == nil {
		defer db.Close()
		_, err = db.Exec("create table t (n integer); insert into t values (6), (7)")
	}
	var product, version string
	if err == nil {
		err = db.QueryRow("select max(n) * min(n), sqlite_version() from t").Scan(&product, &version)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("sqlite", product, runtime.GOOS, runtime.GOARCH)
}
