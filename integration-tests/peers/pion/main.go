// Pion's TURN client, with a peer of its own that sends everything back: it allocates at a relay, gives the peer a
// permission, sends messages one after the other, and ends with 0 when each has come back from the peer as it was.
//
//	pion udp|tcp|tls RELAY-HOST:PORT USER PASSWORD [CERTIFICATE]
package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"github.com/pion/turn/v2"
)

const (
	messages = 300
	patience = 20 * time.Second
)

func main() {
	if len(os.Args) < 5 {
		fail(errors.New("usage: pion udp|tcp|tls HOST:PORT USER PASSWORD [CERTIFICATE]"))
	}
	conn, err := dial(os.Args[1], os.Args[2], os.Args[5:])
	if err != nil {
		fail(err)
	}
	defer conn.Close()
	client, err := turn.NewClient(&turn.ClientConfig{
		STUNServerAddr: os.Args[2],
		TURNServerAddr: os.Args[2],
		Username:       os.Args[3],
		Password:       os.Args[4],
		Conn:           conn,
	})
	if err != nil {
		fail(err)
	}
	defer client.Close()
	if err = client.Listen(); err == nil {
		err = exchange(client)
	}
	if err != nil {
		fail(err)
	}
}

func dial(network, relay string, certificate []string) (net.PacketConn, error) {
	switch network {
	case "udp":
		return net.ListenPacket("udp4", "127.0.0.1:0")
	case "tcp":
		conn, err := net.Dial("tcp4", relay)
		if err != nil {
			return nil, err
		}
		return turn.NewSTUNConn(conn), nil
	case "tls":
		trusted := x509.NewCertPool()
		for _, file := range certificate {
			pem, err := os.ReadFile(file)
			if err != nil {
				return nil, err
			}
			trusted.AppendCertsFromPEM(pem)
		}
		conn, err := tls.Dial("tcp4", relay, &tls.Config{RootCAs: trusted})
		if err != nil {
			return nil, err
		}
		return turn.NewSTUNConn(conn), nil
	}
	return nil, fmt.Errorf("neither udp nor tcp nor tls: %s", network)
}

// The first messages go by Send and Data, the later ones by ChannelData: pion binds a channel while it sends.
func exchange(client *turn.Client) error {
	seen, err := client.SendBindingRequest()
	if err != nil {
		return fmt.Errorf("binding: %w", err)
	}
	relayed, err := client.Allocate()
	if err != nil {
		return fmt.Errorf("allocate: %w", err)
	}
	fmt.Printf("seen as %s, relayed at %s\n", seen, relayed.LocalAddr())
	peer, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer peer.Close()
	go echo(peer, relayed.LocalAddr().String())
	if err = client.CreatePermission(peer.LocalAddr()); err != nil {
		return fmt.Errorf("permission: %w", err)
	}
	if err = relayed.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	for number := 0; number < messages; number++ {
		if err = thereAndBack(relayed, peer.LocalAddr(), number); err != nil {
			return fmt.Errorf("message %d: %w", number, err)
		}
	}
	fmt.Printf("%d messages came back\n", messages)
	return relayed.Close()
}

func thereAndBack(relayed net.PacketConn, peer net.Addr, number int) error {
	// Of every length modulo 4, for what pads them over streams. No shorter: of a stream, pion 2.1 reads a message of 8
	// bytes, which is ChannelData with 4 or fewer, only when more follows.
	message := bytes.Repeat([]byte{byte(number)}, 5+number)
	if _, err := relayed.WriteTo(message, peer); err != nil {
		return err
	}
	answer := make([]byte, 1500)
	length, from, err := relayed.ReadFrom(answer)
	if err != nil {
		return err
	}
	if from.String() != peer.String() || !bytes.Equal(answer[:length], message) {
		return fmt.Errorf("got %d bytes from %s, wanted %d from %s", length, from, len(message), peer)
	}
	return nil
}

// Sends back what comes from the relayed address, and nothing else.
func echo(peer net.PacketConn, relayed string) {
	packet := make([]byte, 1500)
	for {
		length, from, err := peer.ReadFrom(packet)
		if err != nil {
			return
		}
		if from.String() == relayed {
			peer.WriteTo(packet[:length], from)
		}
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "pion:", err)
	os.Exit(1)
}
