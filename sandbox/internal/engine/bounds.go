package engine

// mostHistory is how many changes of a resource are kept, the newest.
const mostHistory = 1000
