package mesh

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net/url"
	"time"
)

// Authority signs the certificates of a mesh; its key lives as long as its process.
type Authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// Pair is a certificate and its key, in PEM.
type Pair struct {
	Chain, Key []byte
}

// NewAuthority makes one of its own.
func NewAuthority() (*Authority, error) {
	template := valid(&x509.Certificate{
		Subject:               pkix.Name{CommonName: "authority of the stand-in mesh"},
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	})
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	signed, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	certificate, err := x509.ParseCertificate(signed)
	return &Authority{certificate, key}, err
}

// Root is its own certificate, in PEM.
func (a *Authority) Root() []byte { return block("CERTIFICATE", a.certificate.Raw) }

// Workload signs an identity of the mesh: a SPIFFE URI and, as Istio has it, no name.
func (a *Authority) Workload(namespace, account string) (Pair, error) {
	identity := &url.URL{Scheme: "spiffe", Host: "cluster.local", Path: "/ns/" + namespace + "/sa/" + account}
	return a.sign(&x509.Certificate{URIs: []*url.URL{identity}})
}

// Server signs a pair for a Service, by which the API server asks it.
func (a *Authority) Server(host string) (tls.Certificate, error) {
	pair, err := a.sign(&x509.Certificate{DNSNames: []string{host}})
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.X509KeyPair(pair.Chain, pair.Key)
}

func (a *Authority) sign(template *x509.Certificate) (Pair, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return Pair{}, err
	}
	template = valid(template)
	template.KeyUsage = x509.KeyUsageDigitalSignature
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
	signed, err := x509.CreateCertificate(rand.Reader, template, a.certificate, &key.PublicKey, a.key)
	if err != nil {
		return Pair{}, err
	}
	encoded, err := x509.MarshalPKCS8PrivateKey(key)
	return Pair{block("CERTIFICATE", signed), block("PRIVATE KEY", encoded)}, err
}

func valid(template *x509.Certificate) *x509.Certificate {
	serial, _ := rand.Int(rand.Reader, big.NewInt(1<<62))
	template.SerialNumber = serial
	template.NotBefore = time.Now().Add(-time.Minute)
	template.NotAfter = time.Now().Add(24 * time.Hour)
	return template
}

func block(kind string, content []byte) []byte {
	var text bytes.Buffer
	_ = pem.Encode(&text, &pem.Block{Type: kind, Bytes: content})
	return text.Bytes()
}
