// Reads every page of the first records with the models that quicktype makes, and sends every record back unchanged.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
)

func ask(method, path, etag string, body []byte) []byte {
	request, err := http.NewRequest(method, os.Getenv("ENTENTE")+path, bytes.NewReader(body))
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+os.Getenv("KEY"))
	if method == "PUT" {
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("If-Match", etag)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		log.Fatal(method, " ", path, ": ", answer.Status, " ", string(text))
	}
	return text
}

// The record as it was sent comes back, with the revision that it had.
func sendBack[Record any](collection, id string, revision int64, record Record, original json.RawMessage) {
	body, err := json.Marshal(record)
	if err != nil {
		log.Fatal(err)
	}
	answer := ask("PUT", "/"+collection+"/"+id, fmt.Sprintf("\"%d\"", revision), body)
	if !bytes.Equal(answer, original) {
		log.Fatalf("%s/%s changed: %s", collection, id, answer)
	}
}

// What a page holds, as it was sent.
type sentPage struct {
	Data []json.RawMessage `json:"data"`
	Page struct {
		Next string `json:"next"`
	} `json:"page"`
}

func main() {
	count := 0
	for _, collection := range []string{"sources", "parties", "events", "partnerships"} {
		for cursor, isFirst := "", true; isFirst || cursor != ""; isFirst = false {
			path := "/" + collection + "?limit=20"
			if !isFirst {
				path += "&cursor=" + cursor
			}
			text := ask("GET", path, "", nil)
			var sent sentPage
			if err := json.Unmarshal(text, &sent); err != nil {
				log.Fatal(err)
			}
			register, err := UnmarshalRegister([]byte(`{"` + collection + `":` + string(text) + `}`))
			if err != nil {
				log.Fatal(err)
			}
			for at, original := range sent.Data {
				switch collection {
				case "sources":
					record := register.Sources.Data[at]
					sendBack(collection, record.ID, record.Revision, record, original)
				case "parties":
					record := register.Parties.Data[at]
					sendBack(collection, record.ID, record.Revision, record, original)
				case "events":
					record := register.Events.Data[at]
					sendBack(collection, record.ID, record.Revision, record, original)
				case "partnerships":
					record := register.Partnerships.Data[at]
					sendBack(collection, record.ID, record.Revision, record, original)
				}
				count++
			}
			cursor = sent.Page.Next
		}
	}
	fmt.Println(count, "records")
}
