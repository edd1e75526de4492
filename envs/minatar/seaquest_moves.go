package minatar

// Within a step of seaquest, everything that swims moves in the order of this
// file. A school is gone through from the oldest on; what leaves the board or
// is hit leaves its school.

// moveAll tells whether an enemy or its bullet touched the front. What has
// nothing to do costs a glance.
func (s *seaquest) moveAll() (dead bool) {
	front := s.front()
	if !s.bullets.empty() {
		s.moveBullets()
	}
	if s.steps >= s.divers.due || s.divers.where.meets(front) {
		s.moveDivers()
	}
	dead = s.fish.where.all().or(s.subs.where.all()).meets(front)
	if s.steps >= s.subs.due {
		dead = s.moveEnemies(&s.subs) || dead
	}
	if !s.enemyBullets.empty() {
		dead = s.moveEnemyBullets() || dead
	}
	if s.steps >= s.fish.due {
		dead = s.moveEnemies(&s.fish) || dead
	}
	return dead
}

// moveBullets moves the submarine's bullets, which hit fish and enemies.
func (s *seaquest) moveBullets() {
	s.bullets.move()
	at := s.bullets.all().and(s.fish.where.all().or(s.subs.where.all()))
	for !at.empty() {
		hit := at.last()
		at = at.without(hit)
		if !s.fish.take(hit, s.steps) {
			s.subs.take(hit, s.steps)
		}
		s.bullets.remove(hit)
		s.reward++
	}
}

// moveDivers lets divers swim, and takes those aboard that the front touches
// while there is room.
func (s *seaquest) moveDivers() {
	c := &s.divers
	for i := 0; i < c.n; {
		w := &c.all[i]
		gone := s.pickUp(w)
		if !gone && w.moveAt == uint8(s.steps) {
			w.moveAt += diverMove + 1
			gone = !w.forward() || s.pickUp(w)
		}
		if gone {
			c.remove(i)
		} else {
			i++
		}
	}
	c.settle(s.steps)
}

// pickUp takes a diver aboard and tells whether it did.
func (s *seaquest) pickUp(w *swimmer) bool {
	if int32(w.x) != s.x || int32(w.y) != s.y || s.crew >= fullCrew {
		return false
	}
	s.crew++
	return true
}

// moveEnemies moves a school of fish or submarines and lets submarines shoot,
// even one that has just been hit. It tells whether one came onto the front.
func (s *seaquest) moveEnemies(c *school) (dead bool) {
	for i := 0; i < c.n; {
		w := &c.all[i]
		gone, touched := false, false
		if w.moveAt == uint8(s.steps) {
			gone, touched = s.advance(w)
		}
		if w.armed && w.shootAt == uint8(s.steps) {
			s.shoot(w)
		}
		dead = dead || touched
		if gone {
			c.remove(i)
		} else {
			i++
		}
	}
	c.settle(s.steps)
	return dead
}

// advance moves a fish or a submarine, and tells whether it is gone, off the
// board or hit by a bullet, and whether it touches the front.
func (s *seaquest) advance(w *swimmer) (gone, touched bool) {
	w.moveAt += uint8(s.moveEvery) + 1
	if !w.forward() {
		return true, false
	}
	at := w.cell()
	if at == s.front() {
		return false, true
	}
	if s.bullets.meets(at) {
		s.bullets.remove(at)
		s.reward++
		return true, false
	}
	return false, false
}

// shoot lets an enemy submarine shoot. A bullet of one that has left the board
// would fly on away from it.
func (s *seaquest) shoot(w *swimmer) {
	w.shootAt += subReload + 1
	if uint8(w.x) < size {
		s.enemyBullets.add(w.cell(), int32(w.way))
	}
}

// moveEnemyBullets moves the bullets of enemies and tells whether one touched
// the front before or after.
func (s *seaquest) moveEnemyBullets() (dead bool) {
	dead = s.enemyBullets.meets(s.front())
	s.enemyBullets.move()
	return s.enemyBullets.meets(s.front()) || dead
}
